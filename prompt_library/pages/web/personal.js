// How the person wishes to be answered: four fields, saved by the gateway, guarded like everything else.

import { part } from "../../../hub/web/page/dom.js";

const NAMES = ["call_me", "style", "work", "more"];

export class PersonalForm {
  constructor({ gateway }) {
    this._gateway = gateway;
    part("personal-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this._save();
    });
  }

  show(settings) {
    for (const name of NAMES) part(name).value = settings[name];
    part("personal").hidden = false;
  }

  async _save() {
    const settings = Object.fromEntries(NAMES.map((name) => [name, part(name).value]));
    part("personal-said").textContent = "Đang lưu…";
    try {
      this.show(await this._gateway.saveSettings(settings));
      part("personal-said").textContent = "Đã lưu. Trợ lý dùng các điều này từ câu hỏi sau.";
    } catch (error) {
      part("personal-said").textContent = "Chưa lưu được: " + error.message;
    }
  }
}
